export { type Page, servePage } from './serve.ts';
