import '../support/all-trials';
import './log-filter.test';
