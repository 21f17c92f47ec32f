import '../support/all-trials';
import './fields.test';
