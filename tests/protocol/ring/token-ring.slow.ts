import '../../support/all-trials';
import './token-ring.test';
