/** The sandbox: a hardened container for a session, and the way of its changes back to the host. */
export { type ApplyOptions, type ApplyOutcome, applyChanges } from './apply.ts';
export type { AttestedFacts } from './attest.ts';
export { ChangeSet } from './change-set.ts';
export { cleanOwned, listOwned, type OwnedItem } from './cleanup.ts';
export { connectEngine, type Engine, type EngineOptions } from './docker.ts';
export type { EngineFacts } from './engine-facts.ts';
export { type OpenOptions, openSandbox } from './open.ts';
export { renderPatch } from './patch.ts';
export { imageReference, requireImage, type SandboxImage } from './room-image.ts';
export type { Imported, RoomSession as SandboxSession } from './session.ts';
