import '../support/all-trials';
import './expectations.test';
