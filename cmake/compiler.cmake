# Warnings are errors; hardening follows Debian's own flags.
add_compile_options(
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat -Wformat-security -Werror
    -fstack-protector-strong -fcf-protection -fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now)
# Reading an empty optional or past the end of a vector stops the program instead of going on.
add_compile_definitions(_GLIBCXX_ASSERTIONS)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # It takes a source file that another one includes for a header.
    add_compile_options(-Wno-subobject-linkage)
endif()

if(ASIOINTI_SANITIZE)
    # clang is the compiler that brings libFuzzer: with its marks in every branch, the programs of tests/fuzz link the very
    # libraries that the sanitised tests use.
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "ASIOINTI_SANITIZE needs clang: in a new folder, add -DCMAKE_CXX_COMPILER=clang++-14")
    endif()
    # Without -O1 what a sanitizer adds is most of the time: tests/unit_flow took 31 s instead of 11, and compiling is no faster.
    add_compile_options(-O1 -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer)
    # Every library is kept: AddressSanitizer stands in front of crypt_r(), so the linker would think libcrypt needless,
    # and the call would lead nowhere.
    add_link_options(-fsanitize=address,undefined -Wl,--no-as-needed)
else()
    add_link_options(-Wl,--as-needed)
    add_compile_definitions($<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
endif()

if(ASIOINTI_COVERAGE)
    # clang counts the branches that are written in the source, GCC also those of exceptions that no one wrote.
    add_compile_options(-fprofile-instr-generate -fcoverage-mapping "SHELL:-mllvm -runtime-counter-relocation")
    add_link_options(-fprofile-instr-generate)
endif()

# Names and lines are what a core or a sanitizer's report is read for; the types of every local cost a third of the
# compiler's time. -DCMAKE_BUILD_TYPE=Debug has them, for a debugger.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
if(ASIOINTI_SANITIZE OR ASIOINTI_COVERAGE)
    add_compile_options(-g1)
endif()

# Headers of other people's libraries are read once for all that is compiled alike instead of once for each file: that is
# most of what compiling costs. Only such headers are named; a file still includes what it uses.
# Targets that say the same NAME share one reading, with HEADERS of LIBRARIES besides the usual ones, and are compiled with
# FLAGS.
function(asiointi_precompile target)
    cmake_parse_arguments(own "" "NAME" "HEADERS;LIBRARIES;FLAGS" ${ARGN})
    if(NOT own_NAME)
        set(own_NAME libraries)
    endif()
    target_compile_options(${target} PRIVATE ${own_FLAGS})
    set(shared precompiled_for_${own_NAME})
    if(NOT TARGET ${shared})
        file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled/${own_NAME}.cpp CONTENT "")
        add_library(${shared} OBJECT ${CMAKE_BINARY_DIR}/precompiled/${own_NAME}.cpp)
        target_compile_options(${shared} PRIVATE ${own_FLAGS})
        target_link_libraries(${shared} PRIVATE ${own_LIBRARIES})
        target_precompile_headers(${shared} PRIVATE
            <algorithm> <array> <chrono> <cstdint> <filesystem> <fstream> <functional> <iostream> <map> <memory> <optional>
            <regex> <sstream> <stdexcept> <string> <string_view> <unordered_map> <variant> <vector> ${own_HEADERS})
    endif()
    target_precompile_headers(${target} REUSE_FROM ${shared})
endfunction()

# Several files are compiled at once, since the headers that they share cost more than they do. Off, each is compiled by itself, as tools that look at single files want it.
option(ASIOINTI_UNITY "Compile several files at once" ON)

# asiointi_sources(sources folder) sets `sources` to what is to be compiled for the C++ files of the folder. Which ones go
# together follows from what is in them (cmake/unity.py).
function(asiointi_sources variable folder)
    file(GLOB found CONFIGURE_DEPENDS ${folder}/*.cpp)
    if(ASIOINTI_UNITY AND found)
        set(unity ${PROJECT_SOURCE_DIR}/cmake/unity.py)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${unity} ${found})
        file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
        execute_process(COMMAND ${Python3_EXECUTABLE} -B ${unity} ${CMAKE_BINARY_DIR}/unity/${name} ${found}
            OUTPUT_VARIABLE found COMMAND_ERROR_IS_FATAL ANY)
    endif()
    set(${variable} ${found} PARENT_SCOPE)
endfunction()

# What was compiled in one checkout need not be compiled in another one: paths are relative to the checkout.
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=yes
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-fpch-preprocess)
    else()
        add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    endif()
endif()
