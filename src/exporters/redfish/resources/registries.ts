import { registries } from "../generated.ts";
import { collectionBody, type RedfishResource, resourceBody } from "../resource.ts";
import { uris } from "../uris.ts";

const files = Object.entries(registries).map(([name, { version }]) => ({ name, version, id: `${name}.${version}` }));

export const registryCollection: RedfishResource = {
  path: "/Registries",
  read: () =>
    collectionBody(
      "MessageRegistryFileCollection",
      uris.registries,
      "Message registries",
      files.map(({ id }) => uris.registry(id)),
    ),
};

export const registryFile: RedfishResource = {
  path: "/Registries/:registry",
  read({ params }) {
    const file = files.find(({ id }) => id === params["registry"]);
    if (file === undefined) return null;
    const { id, name, version } = file;
    return resourceBody("MessageRegistryFile", uris.registry(id), id, `${name} message registry`, {
      Languages: ["en"],
      Registry: `${name}.${version.split(".").slice(0, 2).join(".")}`,
      Location: [{ Language: "en", PublicationUri: `https://redfish.dmtf.org/registries/${id}.json` }],
    });
  },
};
