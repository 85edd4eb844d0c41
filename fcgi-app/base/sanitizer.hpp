#pragma once

/// ASIOINTI_SANITIZED is defined in a program that AddressSanitizer watches. GCC and clang say so in different ways.
#if defined(__SANITIZE_ADDRESS__)
#define ASIOINTI_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASIOINTI_SANITIZED
#endif
#endif
