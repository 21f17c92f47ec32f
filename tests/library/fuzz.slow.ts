import '../support/all-trials';
import './fuzz.test';
