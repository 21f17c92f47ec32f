import '../../support/all-trials';
import './key-index.test';
