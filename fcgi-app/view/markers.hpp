#pragma once

#include "view/texts.hpp"

#include <map>
#include <string>

namespace view {

/// What the installation puts around every page, as HTML in one language, by name.
using Look = std::map<std::string, std::string>;

/// A page template for one language, ready for ctemplate.
struct FlatTemplate {
    std::string html;
    std::string title; ///< key of the page's title; empty: a fragment, without the frame
};

/// Resolves the markers of ours in a template, once, when it is loaded:
///   {{TITLE key}}            the page's title; a template without it is a fragment
///   {{CONTENT}}              in frame.tpl: the page
///   {{PART name}}            pages/parts/name.tpl, with the same markers
///   {{LANG}}                 "fi", "sv" or "en"
///   {{CURRENT language}}     of a link to that language: the attribute that says that this is the page's own
///   {{LOOK name}}            what the installation puts there, which is made once, from pages/look/name.tpl
///   {{ASSET file}}           URL of static/file with a hash of its content in the name, so it can be cached for ever
///   {{T key}}                the text, HTML-escaped; its {variables} become {{VARIABLES}}
///   {{T key #constant}}      the plural form that fits the number in this constant
///   {{T key @}}              e-mail addresses in the text become links
///   {{T key -> URL}}         the [bracketed] words become a link. URL: a path, in which $NAME stands for the query-
///                            escaped variable NAME; NAME alone: the variable; T key: a text
/// Every file, parts included, begins with {{%AUTOESCAPE context="HTML"}}. ":none" and ctemplate's own includes
/// are refused. Each file is read once, however many pages use it.
class Markers {
public:
    /// directory  holds pages/ and static/; texts outlives this object.
    Markers(std::string directory, const Texts& texts) : directory_{std::move(directory)}, texts_{texts} {}

    /// The page pages/NAME.tpl in this language. Throws std::runtime_error naming the file and what is wrong with it.
    [[nodiscard]] FlatTemplate flatten(const std::string& name, base::Language language, const Look& look = {});

private:
    [[nodiscard]] const std::string& read_template(const std::string& path);
    [[nodiscard]] std::string with_parts(std::string html);
    [[nodiscard]] const std::string& asset(const std::string& file);

    std::string directory_;
    const Texts& texts_;
    std::map<std::string, std::string> templates_; ///< what was read, without its first line, by path under pages/
    std::map<std::string, std::string> assets_;    ///< the URLs, by file under static/
};

} // namespace view
