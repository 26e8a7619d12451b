/** What the engine says of itself and of what it runs; only the parts that are looked at. */

export interface EngineFacts {
  readonly address: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly cgroupVersion: 1 | 2;
  readonly storageDriver: string;
  readonly runtimes: readonly string[];
  readonly defaultRuntime: string;
  readonly seccomp: boolean;
  readonly appArmor: boolean;
  readonly userNamespaces: boolean;
  readonly rootless: boolean;
  readonly memoryLimit: boolean;
  readonly pidsLimit: boolean;
  /** Memory of the engine's machine, bytes. */
  readonly memoryBytes: number;
  readonly cpus: number;
}

/** A container or volume that carries our label. */
export interface LabelledObject {
  readonly kind: 'container' | 'volume';
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly running: boolean;
}

/** The engine's account of a container. Its types in the client library lag behind; attestation reads it as plain JSON. */
export interface InspectedContainer {
  readonly Id: string;
  readonly Image: string;
  readonly State: {
    readonly Running: boolean;
    readonly OOMKilled: boolean;
    readonly ExitCode: number;
    readonly Pid: number;
  };
  readonly Config: Readonly<Record<string, unknown>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Mounts: readonly unknown[];
  readonly NetworkSettings: { readonly Networks?: Readonly<Record<string, unknown>> };
}
