export { runProcess, type ProcessOptions, type Running } from './run-process.js';
export { serve, type HttpServer, type ServeOptions } from './serve.js';
