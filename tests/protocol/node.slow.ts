import '../support/all-trials';
import './node.test';
