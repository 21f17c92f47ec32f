import '../../support/all-trials';
import './model.test';
