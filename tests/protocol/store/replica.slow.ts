import '../../support/all-trials';
import './replica.test';
