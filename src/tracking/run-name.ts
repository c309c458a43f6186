import type { Random } from "../core/index.js";

const ADJECTIVES =
  "amber ancient ardent autumn azure balmy bold brave breezy bright brisk calm candid civil clear clever copper cosmic crisp curious dapper daring deft dewy eager early easy fair fancy fleet fond frosty gentle gilded glad golden grand hardy hazel hidden honest humble ivory jolly keen kind lively lucid lunar mellow merry mild misty modest neat nimble noble olive opal patient placid plucky proud quick quiet rapid rare ready rosy rugged russet sandy serene sharp silent silver sleek smart snowy solar solid spry stable steady stoic sunny swift tidy tranquil true velvet vivid warm wise witty young zesty".split(
    " ",
  );

const NOUNS =
  "acorn alder anchor aspen badger basin beacon birch bison bluff bough brook canyon cedar cliff clover comet condor coral cove crane creek crest dale delta dune eagle elm ember falcon fern finch fjord fox gale glacier glade grove gull harbor hare hawk heath heron hill inlet iris isle ivy jay juniper kestrel lagoon lake lark laurel lynx maple marsh marten meadow mesa moth oak orchard osprey otter owl pebble pine plain plover pond puffin quail quartz rapids raven reef ridge river robin rowan sage shore sparrow spring spruce stork stream summit swan tern thicket thrush tide trail trout tundra vale willow wren".split(
    " ",
  );

/** A name for what was given none, such as `quiet-otter-417`; one of about ten million. */
export function randomName(random: Random): string {
  return `${ADJECTIVES[random.int(ADJECTIVES.length)]}-${NOUNS[random.int(NOUNS.length)]}-${random.int(1000)}`;
}

/** An id of 32 hexadecimal digits, as UUIDs of chance have it. */
export function randomHexId(random: Random): string {
  let id = "";
  for (let i = 0; i < 32; i++) {
    const digit = i === 12 ? 4 : i === 16 ? 8 + random.int(4) : random.int(16);
    id += digit.toString(16);
  }
  return id;
}
