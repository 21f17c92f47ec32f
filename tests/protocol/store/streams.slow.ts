import '../../support/all-trials';
import './streams.test';
