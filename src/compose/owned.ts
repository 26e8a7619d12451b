/** Containers and volumes that cordon owns, over all sessions of this engine. */
import { cleanOwned, connectEngine, listOwned, type OwnedItem } from '../../sandbox/index.ts';

export interface OwnedObjects {
  list(): Promise<readonly OwnedItem[]>;
  /** Removes what no living process holds, and says what it removed. */
  clean(): Promise<readonly OwnedItem[]>;
}

export async function ownedObjects(): Promise<OwnedObjects> {
  const engine = await connectEngine();
  return { list: () => listOwned(engine), clean: () => cleanOwned(engine) };
}
