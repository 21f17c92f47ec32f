import '../support/all-trials';
import './explanation.test';
