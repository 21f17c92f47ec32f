import '../support/all-trials';
import './shell.test';
