import { testRandomPlans } from './random-plans';

testRandomPlans(1000);
