import '../support/all-trials';
import './conf.test';
