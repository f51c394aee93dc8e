import { build } from "../../scripts/build.ts";

/** Tests that run the kernel from source need dist/score.wasm: built here when it is stale. */
export async function builtKernel(): Promise<void> {
	await build(["kernel"]);
}
