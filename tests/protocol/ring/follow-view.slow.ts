import '../../support/all-trials';
import './follow-view.test';
