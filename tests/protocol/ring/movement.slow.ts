import '../../support/all-trials';
import './movement.test';
