import '../support/all-trials';
import './readable-log.test';
