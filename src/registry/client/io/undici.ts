// The one door to the HTTP library. A static import, because a bundler gives a CommonJS module its names only that way;
// this file itself is imported when the first request is made.
export { Agent, buildConnector, ProxyAgent, request } from 'undici';
