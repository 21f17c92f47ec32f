import '../support/all-trials';
import './injector-replay.test';
