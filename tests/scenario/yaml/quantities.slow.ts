import '../../support/all-trials';
import './quantities.test';
