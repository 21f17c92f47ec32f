import '../support/all-trials';
import './scheduler.test';
