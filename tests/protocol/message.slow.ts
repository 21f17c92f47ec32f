import '../support/all-trials';
import './message.test';
