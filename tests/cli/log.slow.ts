import '../support/all-trials';
import './log.test';
