import '../../support/all-trials';
import './range-digests.test';
