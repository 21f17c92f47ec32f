import '../../support/all-trials';
import './read.test';
