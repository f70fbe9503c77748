export { fillContractConformance } from './conformance.ts';
