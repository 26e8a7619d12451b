/** The agent loop and the providers behind it. */
export { createConversation } from './conversation.ts';
export type { AgentEvent } from './events.ts';
export { runAgent } from './loop.ts';
export type { RunOutcome } from './outcome.ts';
export { createAnthropicProvider } from './providers/anthropic.ts';
export type { Provider } from './providers/provider.ts';
export { createScriptedProvider } from './providers/scripted.ts';
