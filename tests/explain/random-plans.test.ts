import { testRandomPlans } from './random-plans';

testRandomPlans(30);
