import '../support/all-trials';
import './targets.test';
