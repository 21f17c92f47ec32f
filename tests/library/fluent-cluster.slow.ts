import '../support/all-trials';
import './fluent-cluster.test';
