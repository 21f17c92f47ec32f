import '../support/all-trials';
import './gap-tails.test';
