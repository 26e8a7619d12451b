/** Which image a session starts: name and version from image/image.json. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CordonError } from '../src/contract/index.ts';
import type { Engine } from './docker.ts';

/** More members are in the file for the build; they are none of this room's business. */
const ImageFile = z.object({ name: z.string(), version: z.string() });

/** Such as `cordon-sandbox:79500f5dd5a2`. */
export function imageReference(): string {
  try {
    const text = readFileSync(new URL('./image/image.json', import.meta.url), 'utf8');
    const { name, version } = ImageFile.parse(JSON.parse(text));
    return `${name}:${version}`;
  } catch (error) {
    throw new CordonError(
      'image-missing',
      'the description of the sandbox image cannot be read',
      'cordon setup',
      error,
    );
  }
}

export interface SandboxImage {
  readonly reference: string;
  /** The engine's image id. */
  readonly digest: string;
}

/** Throws `image-missing` when the engine does not hold it. */
export async function requireImage(engine: Engine, reference = imageReference()): Promise<SandboxImage> {
  return { reference, digest: await engine.imageDigest(reference) };
}
