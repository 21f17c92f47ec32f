import '../../support/all-trials';
import './anti-entropy.test';
