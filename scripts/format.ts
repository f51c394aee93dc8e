/** `npm run format`: formats, sorts imports and applies the safe fixes. Paths may be named. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const paths = process.argv.slice(2);
const biome = join("node_modules", ".bin", "biome");
process.exit(spawnSync(biome, ["check", "--write", ...paths], { stdio: "inherit" }).status ?? 1);
