import '../../support/all-trials';
import './version-clock.test';
