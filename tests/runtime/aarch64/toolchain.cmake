# Debian's cross compiler for arm64, and an emulator that CTest puts in front of every test.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
# With 8 GiB of address space: the emulator keeps a record of every page, used or not, so that the
# default arena would take it seconds. The runtime takes a smaller one where there is no room.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64;-R;8G;-L;/usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
