// Proposes the time zone of the device. Whoever chose another has changed the field already.

const zone = document.querySelector("select[name=time_zone]");

if (zone && zone.value === "UTC") {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) {
    zone.value = own;
  }
}
