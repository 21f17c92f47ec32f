import '../support/all-trials';
import './yaml.test';
