# Writes the file IN as the C array `store_schema`, ending in a NUL, into the file OUT.
file(READ ${IN} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
get_filename_component(name ${IN} NAME)
file(WRITE ${OUT} "// Made from ${name}.\n#include \"analyzer/store/store_internal.h\"\n\nconst char store_schema[] = {\n${bytes}0};\n")
