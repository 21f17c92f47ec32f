import '../../support/all-trials';
import './load-balance.test';
