import '../support/all-trials';
import './utf8.test';
