import { testRandomPlans } from './random-plans';

testRandomPlans(100);
